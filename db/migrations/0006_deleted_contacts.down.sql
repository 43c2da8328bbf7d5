drop index contacts_deleted;
